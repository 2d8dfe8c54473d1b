package io.tributary.graphql.engine;

import graphql.execution.ResultPath;

/**
 * An object or a list of the answer while it is being made: values, other boxes, and null for what
 * is null or not there yet.
 */
final class Box {
  private final Box parent;
  private final int at;

  /** What is selected of an object; null for a list. */
  final Plan plan;

  /** The shape of a list's items; null for an object. */
  final Shape item;

  final Object[] values;

  private Box(Box parent, int at, Plan plan, Shape item, int size) {
    this.parent = parent;
    this.at = at;
    this.plan = plan;
    this.item = item;
    this.values = new Object[size];
  }

  static Box ofObject(Box parent, int at, Plan plan) {
    return new Box(parent, at, plan, null, plan.fields().length);
  }

  static Box ofList(Box parent, int at, Shape item, int size) {
    return new Box(parent, at, null, item, size);
  }

  /** Where one of its values is in the answer. */
  ResultPath path(int place) {
    ResultPath above = parent == null ? ResultPath.rootPath() : parent.path(at);
    return plan == null ? above.segment(place) : above.segment(plan.fields()[place].key);
  }
}
