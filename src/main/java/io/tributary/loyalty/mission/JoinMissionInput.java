package io.tributary.loyalty.mission;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A member joins a mission.
 *
 * @param customer a TypeID; null for the token's own
 * @param mission which, a TypeID
 * @param idempotencyKey tells a repetition from another command
 */
@Input("JoinMissionInput")
@Description("A member joins a mission.")
public record JoinMissionInput(
    @Id @Description("TypeID of the customer; members leave it out.") String customer,
    @Id @NonNull @Description("TypeID of the mission.") String mission,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
