package io.tributary.graphql.engine;

import graphql.execution.MergedField;
import graphql.schema.GraphQLObjectType;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What one execution selects of objects of one type.
 *
 * @param type their type
 * @param fields in the order of the answer
 */
record Plan(GraphQLObjectType type, Planned[] fields) {

  /** A field of the operation, as it is for all the objects that have it. */
  static final class Planned {
    final String key;
    final Site site;
    final MergedField merged;
    final GraphQLObjectType parent;

    /** The root field that led here; itself at the root. */
    final Planned root;

    /** The roles that came as far as this; null where nothing is masked. */
    final Set<String> roles;

    /** What masks its values; null for none. */
    final UnaryOperator<Object> mask;

    /** As the document and its variables have them; set when they are first needed. */
    Map<String, Object> arguments;

    /** As the method takes them; set when they are first needed. */
    Object[] given;

    /** What is selected below, of the type that came last: mostly there is one. */
    Plan below;

    Planned(
        String key,
        Site site,
        MergedField merged,
        GraphQLObjectType parent,
        Planned above,
        Set<String> roles,
        UnaryOperator<Object> mask) {
      this.key = key;
      this.site = site;
      this.merged = merged;
      this.parent = parent;
      this.root = above == null ? this : above.root;
      this.roles = roles;
      this.mask = mask;
    }

    boolean isRoot() {
      return root == this;
    }
  }
}
