package io.tributary.graphql;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;

/** Everything with an identity. */
@Description("Everything with an identity.")
public interface Node {
  /** The TypeID. */
  @Id
  @NonNull
  @Description("TypeID: a prefix that names the type and 26 characters.")
  String getId();
}
