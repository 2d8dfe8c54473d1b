package io.tributary.privacy.request;

import io.tributary.graphql.Node;
import io.tributary.graphql.audit.AboutPerson;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a person asked for about their data.
 *
 * @param uuid its id
 * @param customer who was asked for
 * @param kind what
 * @param details what kind of request needs to say more
 * @param state how far it has come
 * @param requestedBy who sent it
 * @param requestedAt when
 * @param dueAt when it is to be settled
 * @param verifiedHow how it was made sure who asks
 * @param verifiedBy by whom
 * @param verifiedAt when
 * @param settledBy who settled it
 * @param settledAt when
 * @param reason why it was refused
 * @param proof what was done
 */
@Type("PrivacyRequest")
@Description("What a person asked for about their data.")
public record PrivacyRequest(
    @Ignore UUID uuid,
    @Ignore UUID customer,
    @NonNull @Description("What they ask for.") PrivacyRequestKind kind,
    @Description(
            "Of a correction, as JSON: the attribute and the right value; null for the others.")
        String details,
    @NonNull @Description("How far it has come.") PrivacyRequestState state,
    @NonNull @Description("Who sent it: the subject of a token; \"erased\" once they are.")
        String requestedBy,
    @NonNull @Description("When it was sent.") OffsetDateTime requestedAt,
    @NonNull @Description("By when it is to be settled.") OffsetDateTime dueAt,
    @Description("How it was made sure that it is this person who asks; null while nobody has.")
        String verifiedHow,
    @Description("Who made sure of it.") String verifiedBy,
    @Description("When they did.") OffsetDateTime verifiedAt,
    @Description("Who settled it.") String settledBy,
    @Description("When it was settled; null while it is open.") OffsetDateTime settledAt,
    @Description("Why it was refused.") String reason,
    @Description("What was done, as JSON without personal data; null until it is done.")
        String proof)
    implements Node, AboutPerson {

  @Override
  @Id
  @NonNull
  @Description("TypeID prq_….")
  public String getId() {
    return TypeId.PRIVACY_REQUEST.encode(uuid);
  }

  /** The id of the customer who was asked for. */
  @Id
  @NonNull
  @Description("The customer who was asked for; after an erasure an id without meaning.")
  public String getCustomerId() {
    return TypeId.CUSTOMER.encode(customer);
  }

  @Override
  @Ignore
  public String personId() {
    return getCustomerId();
  }
}
