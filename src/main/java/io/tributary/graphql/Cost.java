package io.tributary.graphql;

import io.smallrye.graphql.api.Directive;
import io.smallrye.graphql.api.DirectiveLocation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.eclipse.microprofile.graphql.Description;

/** What answering a field takes beside the objects that it answers with; in the schema for all. */
@Directive(on = DirectiveLocation.FIELD_DEFINITION)
@Description(
    "What answering the field takes, in objects read or written, beside those it answers with. A mutation without it takes 10, any other field none.")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Cost {
  /** What the schema calls it. */
  String DIRECTIVE = "cost";

  /** A figure over everything that is stored: computed from tables that grow with the shop. */
  int OVERVIEW = 100;

  /** A look at many customers at once, or a write to them: seconds, not milliseconds. */
  int SWEEP = 1_000;

  /** How many objects' worth of work it is, from 0. */
  int weight();
}
