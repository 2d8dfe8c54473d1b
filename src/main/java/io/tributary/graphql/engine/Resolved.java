package io.tributary.graphql.engine;

/** A field that a method of one of our APIs answers. */
interface Resolved {
  /** The method. */
  Resolver resolver();
}
