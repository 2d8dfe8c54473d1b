package io.tributary.loyalty.bonus;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code setEventBonus} answers.
 *
 * @param bonus as it is now
 */
@Type("EventBonusPayload")
@Description("What setEventBonus answers.")
public record EventBonusPayload(@NonNull @Description("As it is now.") EventBonus bonus) {}
