package io.tributary.identity.linking.score;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Records of people with the truth of who is who.
 *
 * @param people what each record says
 * @param truth the person of each record
 * @param records each record as it stands in the file
 */
public record LabelledSet(List<Traits> people, List<String> truth, List<String> records) {
  /** Where the sets are, seen from the project. */
  public static final Path FOLDER = Path.of("../shared/data");

  /** FEBRL's columns; the person is the number in rec-N-dup-M. */
  private static final Map<String, String> FEBRL =
      Map.of(
          "given_name", "first_name",
          "surname", "last_name",
          "street_number", "house_number",
          "address_1", "address",
          "address_2", "address2",
          "suburb", "city",
          "postcode", "postcode",
          "state", "region",
          "date_of_birth", "birth_date",
          "soc_sec_id", "national_id");

  private static final Map<String, String> FAKE =
      Map.of(
          "first_name", "first_name", "surname", "last_name", "dob", "birth_date", "city", "city");

  /** Whether the sets are there. */
  public static boolean areThere() {
    return Files.exists(FOLDER.resolve("febrl/dataset3.csv"))
        && Files.exists(FOLDER.resolve("splink/fake_1000.csv"));
  }

  /** A set of FEBRL, 1 to 3. */
  public static LabelledSet febrl(int number) {
    return read(
        "febrl/dataset" + number + ".csv", FEBRL, row -> row.getField("rec_id").split("-")[1]);
  }

  /** The thousand records of poor quality. */
  public static LabelledSet fake() {
    return read("splink/fake_1000.csv", FAKE, row -> row.getField("cluster"));
  }

  private static LabelledSet read(
      String file, Map<String, String> columns, Function<NamedCsvRecord, String> person) {
    LabelledSet set = new LabelledSet(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      String text = Files.readString(FOLDER.resolve(file)).replace(", ", ",");
      try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(text)) {
        for (NamedCsvRecord row : rows) {
          Map<String, String> attributes = new HashMap<>();
          columns.forEach((theirs, ours) -> attributes.put(ours, row.getField(theirs).strip()));
          List<String> emails =
              row.findField("email").filter(email -> !email.isBlank()).stream().toList();
          set.people.add(TraitReader.read(attributes, List.of(), emails, List.of()));
          set.truth.add(person.apply(row).strip());
          set.records.add(String.join(", ", row.getFields()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return set;
  }

  /** Whether two records are one person. */
  public boolean isOnePerson(int one, int other) {
    return truth.get(one).equals(truth.get(other));
  }

  /** How many pairs of records are one person. */
  public long truePairs() {
    Map<String, Long> sizes = new HashMap<>();
    truth.forEach(person -> sizes.merge(person, 1L, Long::sum));
    return sizes.values().stream().mapToLong(size -> size * (size - 1) / 2).sum();
  }
}
