package io.tributary.intake.tracking;

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
 * A tracking call that was refused.
 *
 * @param uuid the id within
 * @param sourceId whose write key it came with
 * @param messageId its messageId; null when it had none
 * @param reason what is wrong and what to do
 * @param body the message as it came, at most 32 kB
 * @param receivedAt when it came, UTC
 */
@Type("RejectedMessage")
@Description("A message of the tracking API that was refused, kept as it came.")
public record RejectedMessage(
    @Ignore UUID uuid,
    @Ignore UUID sourceId,
    @Description("Its messageId; null when it had none.") String messageId,
    @NonNull @Description("What is wrong with it and what to do.") String reason,
    @NonNull @Description("The message as it came.") String body,
    @NonNull @Description("When it came, UTC.") OffsetDateTime receivedAt)
    implements Node {

  /** The TypeID rej_…. */
  @Id
  @NonNull
  @Description("TypeID rej_….")
  @Override
  public String getId() {
    return TypeId.REJECTED_MESSAGE.encode(uuid);
  }
}
