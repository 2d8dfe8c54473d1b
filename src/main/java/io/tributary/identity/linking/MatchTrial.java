package io.tributary.identity.linking;

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
 * A model that is tried before it is published.
 *
 * @param uuid its id
 * @param runId the run that tries it
 * @param precision the share of merges by it that must be right
 * @param seed of the profiles drawn
 * @param requestedAt when somebody asked
 * @param requestedBy who
 * @param model the model; null until it is trained
 * @param effect what it would change; null until that is known
 * @param finishedAt when the trial ended; null before that
 * @param error why it failed; null unless it did
 */
@Type("MatchModelTrial")
@Description("A model that is tried before it is published: nothing is changed by it.")
public record MatchTrial(
    @Ignore UUID uuid,
    @Ignore UUID runId,
    @Description("The share of merges by it that must be right.") double precision,
    @Description("The seed of the profiles that it is trained on.") int seed,
    @NonNull @Description("When somebody asked for it.") OffsetDateTime requestedAt,
    @NonNull @Description("Who asked for it.") String requestedBy,
    @Description("The model that would come next; null until it is trained.") MatchModel model,
    @Description("What it would change; null until the trial has ended.")
        LinkingApi.MatchModelEffect effect,
    @Description("When the trial ended; null before that.") OffsetDateTime finishedAt,
    @Description("Why it failed; null unless it did.") String error)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID mtr_….")
  public String getId() {
    return TypeId.MATCH_TRIAL.encode(uuid);
  }
}
