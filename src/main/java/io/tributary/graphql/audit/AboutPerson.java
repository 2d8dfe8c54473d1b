package io.tributary.graphql.audit;

/** Something that shows one person to whoever reads it. */
public interface AboutPerson {
  /** The TypeID of the customer who the person is known as. */
  String personId();
}
