package io.tributary.intake.tracking;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Paging;
import io.tributary.identity.Sources;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** What the tracking API refused, over GraphQL. */
@GraphQLApi
public class RejectedMessageApi {
  private static final String MESSAGES = "rejectedMessages";

  private final Tx tx;
  private final Sources sources;

  RejectedMessageApi(Tx tx, Sources sources) {
    this.tx = tx;
    this.sources = sources;
  }

  /** A page of refused messages. NOT_FOUND for an unknown source, INVALID_INPUT for a bad page. */
  @Query(MESSAGES)
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description(
      "The messages that the tracking API refused, newest first, of one source or of all, each as"
          + " it came and with the reason.")
  public Uni<RejectedMessageConnection> rejectedMessages(
      @Id @Description("TypeID of the source; null for all.") String source,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    UUID sourceId =
        source == null
            ? null
            : TypeId.SOURCE
                .decode(source)
                .orElseThrow(() -> ApiException.notFound("source", source));
    Paging page = Paging.of(first, after, MESSAGES, 1);
    UUID before = page.continues() ? page.uuid(0) : null;
    return tx.read(connection -> TrackingStore.page(connection, sourceId, before, page.limit()))
        .map(
            rows ->
                page.slice(
                    MESSAGES,
                    rows,
                    row -> new String[] {row.uuid().toString()},
                    RejectedMessageEdge::new,
                    RejectedMessageConnection::new));
  }

  /** Who sent each message. */
  @RolesAllowed(Roles.ADMIN)
  @Description("The source whose write key it came with.")
  public Uni<List<io.tributary.identity.Source>> source(@Source List<RejectedMessage> messages) {
    List<UUID> ids = messages.stream().map(RejectedMessage::sourceId).toList();
    return sources.byIds(ids).map(found -> ids.stream().map(found::get).toList());
  }
}
