package io.tributary.insight.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Fits to the CDNOW sample up to other days than the one that everybody takes. */
class CdnowFittingTest {
  private static final Path SAMPLE = Path.of("..", "shared", "data", "cdnow", "CDNOW_sample.txt");

  private static List<PastPurchases> pasts(LocalDate lastDay) throws Exception {
    assumeTrue(Files.exists(SAMPLE), "skipped: CDNOW is not at " + SAMPLE.toAbsolutePath());
    Map<String, TreeMap<LocalDate, Long>> bought = new TreeMap<>();
    for (String line : Files.readAllLines(SAMPLE)) {
      String[] part = line.trim().split("\\s+");
      LocalDate day = LocalDate.parse(part[2], DateTimeFormatter.BASIC_ISO_DATE);
      if (!day.isAfter(lastDay)) {
        bought
            .computeIfAbsent(part[1], id -> new TreeMap<>())
            .merge(day, Math.round(Double.parseDouble(part[4]) * 100), Long::sum);
      }
    }
    List<PastPurchases> pasts = new ArrayList<>();
    for (TreeMap<LocalDate, Long> days : bought.values()) {
      LocalDate first = days.firstKey();
      int repeats = days.size() - 1;
      long later = days.values().stream().mapToLong(v -> v).sum() - days.get(first);
      pasts.add(
          new PastPurchases(
              null,
              null,
              repeats,
              (int) ChronoUnit.DAYS.between(first, days.lastKey()),
              (int) ChronoUnit.DAYS.between(first, lastDay),
              repeats,
              later));
    }
    return pasts;
  }

  /** "RFM and CLV" and the manual of BTYD take all 78 weeks. */
  @Test
  void pareto_nbd_over_all_78_weeks_is_that_of_rfm_and_clv() throws Exception {
    List<PastPurchases> pasts = pasts(LocalDate.of(1998, 6, 30));
    assertEquals(2_357, pasts.size());
    ValueFitting.Result found = ValueFitting.purchases(LifetimeValueModel.PARETO_NBD, pasts);
    double[] published = {0.5629966, 12.5590370, 0.4081095, 10.5148048};
    for (int i = 0; i < published.length; i++) {
      assertEquals(published[i], found.parameters()[i], 1e-3 * published[i]);
    }
  }

  /** The paper's figure 1: BG/NBD expects about as many buyers of each frequency as there were. */
  @Test
  void as_many_buy_so_often_as_the_model_that_was_fitted_to_them_expects() throws Exception {
    LocalDate end = LocalDate.of(1997, 9, 30);
    List<PastPurchases> pasts = pasts(end);
    for (LifetimeValueModel model :
        List.of(LifetimeValueModel.BG_NBD, LifetimeValueModel.PARETO_NBD)) {
      PurchaseProcess fitted = model.process(ValueFitting.purchases(model, pasts).parameters());
      List<Calibration.Customer> customers =
          pasts.stream().map(past -> customer(past, 272)).toList();
      List<CalibrationGroup> groups = new Calibration(fitted, customers, 272, 273).byRepeats();
      double chiSquare = 0;
      double all = 0;
      for (CalibrationGroup group : groups) {
        all += group.expectedCustomers();
        chiSquare +=
            Math.pow(group.customers() - group.expectedCustomers(), 2) / group.expectedCustomers();
      }
      assertEquals(2_357, all, 1e-6);
      // the paper: 4.82 for BG/NBD, 11.99 for Pareto/NBD, with three degrees of freedom
      double published = model == LifetimeValueModel.BG_NBD ? 4.82 : 11.99;
      assertEquals(published, chiSquare, 0.05, model.name());
    }
    assertTrue(pasts.size() > 2_000);
  }

  /** Somebody with this past, up to a last day: when the repeats were does not matter here. */
  private static Calibration.Customer customer(PastPurchases past, int lastDay) {
    int first = lastDay - past.age();
    int[] repeats = new int[past.repeats()];
    java.util.Arrays.fill(repeats, first + past.lastDay());
    return new Calibration.Customer(first, repeats);
  }
}
