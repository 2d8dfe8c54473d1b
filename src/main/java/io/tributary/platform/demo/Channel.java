package io.tributary.platform.demo;

/** The three systems of the demo shop that know people. */
enum Channel {
  /** The web shop; a person's key is the account's user id, or a browser's anonymous id. */
  WEB("Web shop", "ONLINE", 60),
  /** The tills of all stores; a person's key is the card holder's reference. */
  TILL("Tills", "OFFLINE", 80),
  /** The WeChat account; a person's key is the open id. */
  WECHAT("WeChat", "SOCIAL", 50);

  private final String sourceName;
  private final String kind;
  private final int trustRank;

  Channel(String sourceName, String kind, int trustRank) {
    this.sourceName = sourceName;
    this.kind = kind;
    this.trustRank = trustRank;
  }

  /** What its source is called in Tributary. */
  String sourceName() {
    return sourceName;
  }

  /** Its source's kind in the API. */
  String kind() {
    return kind;
  }

  /** How far its source is believed, 0 to 100. */
  int trustRank() {
    return trustRank;
  }
}
