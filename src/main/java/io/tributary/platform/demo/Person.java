package io.tributary.platform.demo;

import java.time.LocalDate;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One real person, and what each system was told of them, slips of the pen included.
 *
 * @param number 0, 1, …: the truth
 * @param name as on the identity card
 * @param latinName in Latin letters, given name first
 * @param gender female or male
 * @param born birth date
 * @param city where they live
 * @param joined when the shop first met them, as a share of the two years
 * @param ordersPerYear how often they buy while they are customers
 * @param lapses the chance that a purchase was the last one
 * @param browsers the browsers they look at the web shop with
 * @param account their account in the web shop; null when they have none
 * @param cards their customer cards at the tills, oldest first; a second one replaced a lost one
 * @param follower what WeChat knows; null when they do not follow
 */
record Person(
    int number,
    String name,
    String latinName,
    String gender,
    LocalDate born,
    City city,
    double joined,
    double ordersPerYear,
    double lapses,
    List<Browser> browsers,
    Account account,
    List<Card> cards,
    Follower follower) {

  /** The same person on other browsers. */
  Person with(List<Browser> others) {
    return new Person(
        number,
        name,
        latinName,
        gender,
        born,
        city,
        joined,
        ordersPerYear,
        lapses,
        others,
        account,
        cards,
        follower);
  }

  /** The same person as systems were told otherwise. */
  Person with(Account otherAccount, List<Card> otherCards, Follower otherFollower) {
    return new Person(
        number,
        name,
        latinName,
        gender,
        born,
        city,
        joined,
        ordersPerYear,
        lapses,
        browsers,
        otherAccount,
        otherCards,
        otherFollower);
  }

  /**
   * A browser.
   *
   * @param anonymousId the tracking library's id in it
   * @param signsIn whether they ever sign in on it; else nobody can tell whose it is
   */
  record Browser(String anonymousId, boolean signsIn) {}

  /**
   * An account in the web shop.
   *
   * @param userId the shop's id
   * @param name as typed at registration
   * @param email as typed; null for accounts made by phone alone
   * @param phone as typed; null when not given
   * @param unionId null unless they sign in with WeChat
   */
  record Account(String userId, String name, String email, String phone, String unionId) {
    Account named(UnaryOperator<String> rename) {
      return new Account(userId, rename.apply(name), email, phone, unionId);
    }
  }

  /**
   * A customer card.
   *
   * @param customerRef the till system's id of its holder
   * @param number printed on the card
   * @param name as the staff typed it
   * @param phone as the staff typed it; null when not given
   * @param email as the staff typed it; null when not given
   * @param born their birth date as the staff typed it; null when not given
   */
  record Card(
      String customerRef, String number, String name, String phone, String email, LocalDate born) {
    Card named(UnaryOperator<String> rename) {
      return new Card(customerRef, number, rename.apply(name), phone, email, born);
    }

    Card bornOn(LocalDate date) {
      return new Card(customerRef, number, name, phone, email, date);
    }
  }

  /**
   * A follower of the WeChat account.
   *
   * @param openId WeChat's id of them for this account
   * @param unionId WeChat's id of them for all accounts of the shop
   * @param nickname in WeChat
   * @param phone shared with the mini-program; null when not
   * @param cardNumber the customer card they bound; null when none
   */
  record Follower(
      String openId, String unionId, String nickname, String phone, String cardNumber) {}
}
