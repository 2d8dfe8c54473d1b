package io.tributary.privacy;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** The settings of privacy over GraphQL. */
@GraphQLApi
public class PrivacySettingsApi {
  private static final int OLDEST_MINOR = 21;
  private static final int MOST_DAYS = 90;
  private static final int LONGEST_KEPT = 3_650;
  private static final int MOST_MONTHS = 600;

  /** PRC E-Commerce Law article 31 for what was sold, PIPL article 56 for what was done. */
  private static final int LEAST_MONTHS_BY_LAW = 36;

  private final Tx tx;

  PrivacySettingsApi(Tx tx) {
    this.tx = tx;
  }

  /**
   * Settings to set; what is null stays as it is.
   *
   * @param guardianAge in years, 0 to 21
   * @param requestDays 1 to 90
   * @param refusedDays 1 to 3650
   * @param eventMonths 0 to 600
   * @param orderMonths 36 to 600, or 0
   * @param consentMonths 0 to 600
   * @param auditMonths 36 to 600, or 0
   */
  @Input("SetPrivacySettingsInput")
  @Description("Settings to set; what is left out stays as it is.")
  public record SetPrivacySettingsInput(
      @Description("In years, 0 to 21: who is younger needs the consent of a guardian.")
          Integer guardianAge,
      @Description("Days within which a request is to be settled, 1 to 90.") Integer requestDays,
      @Description("Days for which refused rows and messages are kept, 1 to 3650.")
          Integer refusedDays,
      @Description(
              "Whole months for which events are kept, 1 to 600; 0 for as long as the person is known. Figures that count"
                  + " events see only those that are kept.")
          Integer eventMonths,
      @Description(
              "Whole months for which is kept what was bought, 36 to 600; 0 for ever. Afterwards lines and order numbers"
                  + " go; figures by product see only what is kept.")
          Integer orderMonths,
      @Description(
              "Whole months for which a decision on consent is kept after another took its place, 1 to 600; 0 for as long"
                  + " as the person is known.")
          Integer consentMonths,
      @Description(
              "Whole months for which audit records are kept, 36 to 600; 0 for ever. The hashes of their days stay.")
          Integer auditMonths) {}

  /**
   * The settings after a change.
   *
   * @param settings what holds now
   */
  @Description("The settings after a change.")
  public record SetPrivacySettingsPayload(
      @NonNull @Description("What holds now.") PrivacySettings settings) {}

  /** What holds now. */
  @Query("privacySettings")
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("The settings of privacy.")
  public Uni<PrivacySettings> privacySettings() {
    return tx.read(connection -> PrivacySettingStore.read(connection));
  }

  /** Changes the settings. INVALID_INPUT. */
  @Mutation("setPrivacySettings")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description("Changes the settings of privacy. A new age also holds for consent that was given.")
  public Uni<SetPrivacySettingsPayload> setPrivacySettings(
      @NonNull @Description("What to set.") SetPrivacySettingsInput input) {
    return tx.read(connection -> PrivacySettingStore.read(connection))
        .map(
            now ->
                new PrivacySettings(
                    within("guardianAge", input.guardianAge(), now.guardianAge(), 0, OLDEST_MINOR),
                    within("requestDays", input.requestDays(), now.requestDays(), 1, MOST_DAYS),
                    within("refusedDays", input.refusedDays(), now.refusedDays(), 1, LONGEST_KEPT),
                    within("eventMonths", input.eventMonths(), now.eventMonths(), 0, MOST_MONTHS),
                    byLaw("orderMonths", input.orderMonths(), now.orderMonths()),
                    within(
                        "consentMonths",
                        input.consentMonths(),
                        now.consentMonths(),
                        0,
                        MOST_MONTHS),
                    byLaw("auditMonths", input.auditMonths(), now.auditMonths())))
        .call(settings -> tx.write(connection -> PrivacySettingStore.write(connection, settings)))
        .map(SetPrivacySettingsPayload::new);
  }

  private static int within(String field, Integer wish, int now, int least, int most) {
    if (wish != null && (wish < least || wish > most)) {
      throw ApiException.invalid("input." + field, "Give " + least + " to " + most + ".");
    }
    return wish == null ? now : wish;
  }

  private static int byLaw(String field, Integer wish, int now) {
    return wish != null && wish == 0
        ? 0
        : within(field, wish, now, LEAST_MONTHS_BY_LAW, MOST_MONTHS);
  }
}
