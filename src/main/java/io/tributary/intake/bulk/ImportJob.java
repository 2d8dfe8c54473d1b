package io.tributary.intake.bulk;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One file on its way in.
 *
 * @param uuid its id
 * @param sourceId who sent it
 * @param kind what its rows are
 * @param state how far it has come
 * @param dryRun whether nothing of it is kept
 * @param accepted rows that changed something
 * @param rejected rows that were refused
 * @param duplicates rows that were there already
 * @param total rows in all; null until the last is read
 * @param progress the share of the file that is worked off, 0 to 1
 * @param error why it failed; null otherwise
 * @param startedAt when the file began to arrive
 * @param finishedAt when it ended; null while it has not
 */
@Type("ImportJob")
@Description("One file on its way in.")
public record ImportJob(
    @Ignore UUID uuid,
    @Ignore UUID sourceId,
    @NonNull @Description("What its rows are.") ImportKind kind,
    @NonNull @Description("How far it has come.") ImportState state,
    @Description("Whether it is only checked: nothing of it is kept but the rejected rows.")
        boolean dryRun,
    @Description("Rows that changed something.") int accepted,
    @Description("Rows that were refused.") int rejected,
    @Description("Rows that said nothing new.") int duplicates,
    @Description("Rows in all, the header and blank lines apart; null until the last is read.")
        Integer total,
    @Description("The share of the file that is worked off, 0 to 1; null while it is arriving.")
        Double progress,
    @Description("Why it failed, and what to do; null otherwise.") String error,
    @NonNull @Description("When the file began to arrive.") OffsetDateTime startedAt,
    @Description("When it ended; null while it has not.") OffsetDateTime finishedAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID imp_….")
  public String getId() {
    return TypeId.IMPORT.encode(uuid);
  }
}
