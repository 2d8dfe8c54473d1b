package io.tributary.platform.demo;

import static io.tributary.platform.demo.Message.object;

import io.tributary.platform.demo.Person.Follower;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the WeChat account's bridge sends: who follows, reads, likes, comments and leaves. */
final class WeChatTraffic {
  private static final List<String> ARTICLES =
      List.of("春茶上新", "双十一清单", "会员日", "露营指南", "Mid-Autumn gifts", "年货节");

  private final long seed;
  private final List<Person> people;
  private final Shopping shopping;

  WeChatTraffic(long seed, List<Person> people, Shopping shopping) {
    this.seed = seed;
    this.people = people;
    this.shopping = shopping;
  }

  /** Every message, person by person, each person's in order of time. */
  Stream<String> messages() {
    return people.stream()
        .filter(person -> person.follower() != null)
        .flatMap(person -> messages(person).stream());
  }

  private List<String> messages(Person person) {
    Chance chance = Chance.of(seed, person.number(), 4);
    Follower follower = person.follower();
    List<Message> sent = new ArrayList<>();
    Instant joined = shopping.joined(person);
    double span = Duration.between(joined, shopping.asOf()).toSeconds() * .95;
    // the person to look up followed of late, so that it stands high on their timeline
    double share = person.number() == 0 ? .95 : chance.share() * chance.share();
    Instant followed = joined.plusSeconds((long) (span * share));
    add(sent, person, "identify", followed)
        .with(
            "traits",
            object(
                "name", follower.nickname(),
                "wechat_openid", follower.openId(),
                "wechat_unionid", follower.unionId(),
                "phone", follower.phone(),
                "card_number", follower.cardNumber()));
    add(sent, person, "track", followed.plusSeconds(1))
        .with("event", "Followed")
        .with("properties", object("scene", chance.oneOf(List.of("二维码", "搜索", "朋友分享", "小票"))));
    double left = Duration.between(followed, shopping.asOf()).toSeconds() * .98;
    Instant at = followed;
    for (int i = chance.poisson(2.5); i > 0; i--) {
      at = at.plusSeconds(60 + (long) (left / 8 * chance.share()));
      if (at.isBefore(shopping.asOf())) {
        act(sent, person, chance, at);
      }
    }
    Instant unfollowed = at.plusSeconds(3_600);
    if (person.number() > 0 && chance.happens(.12) && unfollowed.isBefore(shopping.asOf())) {
      add(sent, person, "track", unfollowed).with("event", "Unfollowed");
    }
    return sent.stream().map(Message::json).toList();
  }

  private static void act(List<Message> sent, Person person, Chance chance, Instant at) {
    String event =
        List.of("Article Viewed", "Article Liked", "Commented")
            .get(chance.weighted(new double[] {7, 2, 1}));
    add(sent, person, "track", at)
        .with("event", event)
        .with("properties", object("title", chance.oneOf(ARTICLES)));
  }

  private static Message add(List<Message> sent, Person person, String type, Instant at) {
    Message message =
        Message.of(type, "wx-" + person.number() + "-" + (sent.size() + 1), at)
            .with("userId", person.follower().openId());
    sent.add(message);
    return message;
  }
}
