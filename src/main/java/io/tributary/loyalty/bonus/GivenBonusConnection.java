package io.tributary.loyalty.bonus;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of given bonuses.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("GivenBonusConnection")
@Description("A page of given bonuses.")
public record GivenBonusConnection(
    @NonNull @Description("The page.") List<@NonNull GivenBonusEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
