package io.tributary.insight.export;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table that can be read as a file. Columns are names or expressions; a key is unique and says in
 * which order, each part with its type.
 */
enum ExportTable {
  /** What each customer bought in all. */
  PURCHASES(
      "customer_purchases",
      "customer_id uuid",
      "orders; purchase_days; first_purchase_at; last_purchase_at; net_minor; currency; computed_at"),
  /** Days on which customers bought. */
  PURCHASE_DAYS(
      "customer_purchase_day",
      "customer_id uuid, day date, currency text",
      "first_at; orders; net_minor"),
  /** Where customers bought. */
  CHANNEL_PURCHASES(
      "customer_channel",
      "customer_id uuid, channel text, kind text, currency text",
      "cardinality(moments) AS orders; moments[1] AS first_at; moments[cardinality(moments)] AS last_at;"
          + " (SELECT sum(net) FROM unnest(nets) net) AS net_minor"),
  /** What customers bought. */
  PRODUCT_PURCHASES(
      "customer_product",
      "customer_id uuid, sku text, currency text",
      "cardinality(moments) AS orders; moments[1] AS first_at; moments[cardinality(moments)] AS last_at;"
          + " (SELECT sum(quantity) FROM unnest(quantities) quantity) AS units;"
          + " (SELECT sum(net) FROM unnest(nets) net) AS net_minor"),
  /** In which stores customers bought. */
  STORE_PURCHASES(
      "customer_store",
      "customer_id uuid, store_id uuid, currency text",
      "cardinality(moments) AS orders; moments[1] AS first_at; moments[cardinality(moments)] AS last_at;"
          + " (SELECT sum(net) FROM unnest(nets) net) AS net_minor"),
  /** Where customers first bought. */
  ORIGINS("customer_origin", "customer_id uuid", "channel; source_id; store_id; category"),
  /** RFM scores. */
  RFM(
      "customer_rfm",
      "customer_id uuid",
      "segment; r; f; m; recency; frequency; monetary_minor; currency; as_of; computed_at"),
  /** Lifetime values. */
  LIFETIME_VALUE(
      "customer_value",
      "customer_id uuid",
      "value_minor; reason; mean_minor; currency; alive; expected; months; repeats; as_of; computed_at"),
  /** Churn levels. */
  CHURN(
      "customer_churn",
      "customer_id uuid",
      "level; days; gap; alive; complaints; low_ratings; lost_minor; currency; reasons; as_of; computed_at"),
  /** Churn warnings. */
  CHURN_WARNINGS("churn_event", "customer_id uuid, event_id uuid", "level; raised_at; reasons"),
  /** Stages that customers entered or will. */
  STAGES("customer_stage", "customer_id uuid, since timestamptz", "stage"),
  /** First contacts of sessions. */
  TOUCHES("customer_touch", "customer_id uuid, touched_at timestamptz, channel text", "campaign"),
  /** Visits. */
  VISITS(
      "visit",
      "profile_id uuid, started_at timestamptz, source_id uuid",
      "day; ended_at; views; events; campaign; registered; enquired"),
  /** What channels cost. */
  CHANNEL_COSTS(
      "channel_cost",
      "channel text, day date, kind text, currency text",
      "amount_minor; recorded_at"),
  /** Figures that left their usual band. */
  FIGURE_ALERTS(
      "figure_alert",
      "figure text, day date",
      "until_day; high; value; usual; band_low; band_high; currency; channel; channel_value; channel_usual; raised_at"),
  /** Versions of the models of lifetime value. */
  LIFETIME_VALUE_FITS(
      "value_fit",
      "fit_id uuid",
      "model; segment_by; segment; as_of; fitted_at; customers; sample; repeaters; refusal; log_likelihood; parameters;"
          + " correlation; currency"),
  /** Computations of RFM thresholds. */
  RFM_RUNS(
      "rfm_run",
      "run_id uuid",
      "as_of; computed_at; customers; currency; months; recency; frequency; monetary"),
  /** Computations of churn and their back-tests. */
  CHURN_RUNS(
      "churn_run",
      "run_id uuid",
      "as_of; computed_at; active_days; gap; customers; levels; tested_at; tested; \"left\"; warned; warned_left");

  private final String table;
  private final List<String[]> key;
  private final List<String> others;

  ExportTable(String table, String key, String others) {
    this.table = table;
    this.key = Stream.of(key.split(", ")).map(part -> part.split(" ")).toList();
    this.others = Arrays.stream(others.split("; ?")).map(String::strip).toList();
  }

  /** The name in the URL. */
  String path() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** The table that a URL names. */
  static Optional<ExportTable> of(String path) {
    return Stream.of(values()).filter(table -> table.path().equals(path)).findAny();
  }

  /** All names, for people. */
  static String paths() {
    return Stream.of(values()).map(ExportTable::path).collect(Collectors.joining(", "));
  }

  /** The table in the database. */
  String table() {
    return table;
  }

  /** Names and types of the key's parts. */
  List<String[]> key() {
    return key;
  }

  /** Columns and expressions behind the key. */
  List<String> others() {
    return others;
  }

  /** The first line. */
  List<String> header() {
    return Stream.concat(
            key.stream().map(part -> part[0]),
            others.stream()
                .map(column -> column.substring(column.lastIndexOf(' ') + 1).replace("\"", "")))
        .toList();
  }
}
