package io.tributary.platform.demo;

/** What makes the demo's people hard to tell apart, or to know again; none of it by default. */
public enum Mishap {
  /** Staff and customers mistype names, birth dates, phone numbers and addresses more often. */
  TYPOS,
  /** Couples, parents and children live in one city and give one phone number at the tills. */
  FAMILIES,
  /** A number given up goes to somebody else more than a year later, who gives it everywhere. */
  RECYCLED_NUMBERS,
  /** Two people sign in on one browser, and forty on a shop's kiosk. */
  SHARED_DEVICES
}
