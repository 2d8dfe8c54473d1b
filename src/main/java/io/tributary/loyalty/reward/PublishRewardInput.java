package io.tributary.loyalty.reward;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A reward to publish or to retire.
 *
 * @param reward which, a TypeID
 * @param retire whether to retire it
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("PublishRewardInput")
@Description("A reward to publish, or to retire.")
public record PublishRewardInput(
    @Id @NonNull @Description("TypeID of the reward.") String reward,
    @Description("true retires it: nobody can have it any more. Left out, it is published.")
        Boolean retire,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
