package io.tributary.loyalty.tier;

import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of locks answers.
 *
 * @param lock the lock as it is now
 * @param customerUuid whom it holds
 */
@Type("TierLockPayload")
@Description("What a change of locks answers.")
public record TierLockPayload(
    @NonNull @Description("The lock as it is now.") TierLock lock, @Ignore UUID customerUuid) {}
