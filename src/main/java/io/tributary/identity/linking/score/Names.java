package io.tributary.identity.linking.score;

import com.ibm.icu.text.Transliterator;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Brings names into the form in which they are compared: folded, split, and as they sound. */
final class Names {
  private static final Transliterator SIMPLIFIED =
      Transliterator.getInstance("Traditional-Simplified");
  private static final Transliterator PINYIN =
      Transliterator.getInstance("Han-Latin/Names; Latin-ASCII; Lower");
  private static final Transliterator ASCII =
      Transliterator.getInstance("Any-Latin; Latin-ASCII; Lower");
  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{N}]+");

  private static final Pattern CITY_WORDS = Pattern.compile("(市|省|自治区|特别行政区)$");

  /** Chinese family names of two characters; every other one has a single character. */
  private static final Set<String> LONG_SURNAMES =
      Set.of(
          "欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方", "司徒", "夏侯", "长孙", "宇文", "端木",
          "南宫", "独孤", "西门", "轩辕", "呼延", "澹台", "申屠", "太史", "闻人", "钟离", "公羊", "百里", "万俟");

  /** What people called one name go by, the name first. */
  private static final String SHORT_FORMS =
      """
      alexander alex sandy xander lex|andrew andy drew|anthony tony ant|benjamin ben benny|catherine cathy kate katie kitty
      charles charlie chuck chas|christopher chris kit topher|daniel dan danny|david dave davey|deborah debbie deb
      dorothy dot dottie dolly|edward ed eddie ted teddy ned|elizabeth liz lizzie beth betty eliza libby bess
      eleanor ellie nell nora|frances fran fanny frankie|francis frank frankie|frederick fred freddie|gabriel gabe
      george georgie|gerald gerry jerry|gregory greg|harold harry hal|henry harry hal hank|isabella bella izzy|jacob jake
      james jim jimmy jamie|jennifer jen jenny|jessica jess jessie|john jack johnny jon|jonathan jon jonny|joseph joe joey jo
      joshua josh|katherine kathy kate katie kay kit|kenneth ken kenny|laurence larry laurie|leonard len lenny leo
      margaret maggie meg peggy daisy greta madge|martha marty patty|mary molly polly mae|matthew matt matty|michael mike mick micky
      nathaniel nat nate|nicholas nick nicky|oliver ollie|olivia liv livvy|pamela pam|patricia pat patty tricia trish
      patrick pat paddy|peter pete|philip phil pip|rachel rach|rebecca becky becca|richard rick dick rich ricky
      robert rob bob bobby robbie bert|ronald ron ronnie|samantha sam sammy|samuel sam sammy|sarah sally sadie|stephen steve
      steven steve stevie|susan sue susie|theodore ted theo teddy|theresa terry tess|thomas tom tommy|timothy tim timmy
      victoria vicky tori|vincent vince vinny|virginia ginny|walter walt wally|william will bill billy willy liam|zachary zach zack
      """;

  private static final Map<String, Set<String>> LONG_FORMS = longForms();

  /** A few thousand characters are in use: each is looked up in the long table of rules once. */
  private static final Map<String, String> HEARD = new ConcurrentHashMap<>();

  private static final int MOST_HEARD = 30_000;

  private Names() {}

  /** A name in two parts, each folded and, where it is in another script, as it sounds. */
  record Name(String given, String family, String givenSound, String familySound) {}

  /**
   * Reads a name that came whole or in parts; the parts win.
   *
   * @param whole in either order; null when not given
   */
  static Name read(String whole, String first, String last) {
    String given = fold(first);
    String family = fold(last);
    if (given == null && family == null && whole != null) {
      int comma = whole.indexOf(',');
      String text = fold(whole);
      if (text == null) {
        return new Name(null, null, null, null);
      }
      if (isHan(text)) {
        String joined = text.replace(" ", "");
        int length = joined.length() > 2 && LONG_SURNAMES.contains(joined.substring(0, 2)) ? 2 : 1;
        family = joined.substring(0, Math.min(length, joined.length()));
        given = joined.length() > length ? joined.substring(length) : null;
      } else if (comma > 0 && fold(whole.substring(comma + 1)) != null) {
        family = fold(whole.substring(0, comma));
        given = fold(whole.substring(comma + 1));
      } else {
        int space = text.lastIndexOf(' ');
        given = space < 0 ? text : text.substring(0, space);
        family = space < 0 ? null : text.substring(space + 1);
      }
    }
    return new Name(given, family, sound(given, false), sound(family, true));
  }

  /** Lower case, without accents and signs, simplified characters; null when nothing is left. */
  static String fold(String text) {
    if (text == null) {
      return null;
    }
    String clean = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    if (!clean.chars().allMatch(c -> c < 128)) {
      clean = isHan(clean) ? SIMPLIFIED.transliterate(clean) : ASCII.transliterate(clean);
    }
    clean = NO_LETTERS.matcher(clean).replaceAll(" ").strip();
    return clean.isEmpty() ? null : clean;
  }

  /** A place's name in Latin letters, without the word for city or province; null for nothing. */
  static String place(String text) {
    String folded = fold(text);
    if (folded == null || !isHan(folded)) {
      return folded;
    }
    String bare = folded.length() > 2 ? CITY_WORDS.matcher(folded).replaceAll("") : folded;
    return sound(bare, false);
  }

  /** Whether a text has a Chinese character. */
  static boolean isHan(String text) {
    return text.codePoints()
        .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
  }

  /** Pinyin without tones or spaces; null for what is in Latin letters already. */
  private static String sound(String folded, boolean family) {
    if (folded == null || !isHan(folded)) {
      return null;
    }
    if (family && folded.length() <= 2) {
      return hear(folded).replace(" ", "");
    }
    StringBuilder sound = new StringBuilder();
    folded.codePoints().forEach(c -> sound.append(hear(Character.toString(c)).strip()));
    return sound.toString().replace(" ", "");
  }

  private static String hear(String text) {
    String known = HEARD.get(text);
    if (known == null) {
      known = PINYIN.transliterate(text);
      if (HEARD.size() < MOST_HEARD) {
        HEARD.put(text, known);
      }
    }
    return known;
  }

  /** Whether one is short for the other: an initial, the beginning, or a pet name. */
  static boolean isShortFor(String one, String other) {
    String shorter = one.length() <= other.length() ? one : other;
    String longer = one.length() <= other.length() ? other : one;
    if (shorter.charAt(0) > 'z') {
      return false; // a Chinese given name of one character is no short form of a longer one
    }
    if ((shorter.length() == 1 || shorter.length() >= 3)
        && longer.length() > shorter.length()
        && longer.startsWith(shorter)) {
      return true;
    }
    Set<String> names = LONG_FORMS.getOrDefault(one, Set.of());
    Set<String> others = LONG_FORMS.getOrDefault(other, Set.of());
    return names.contains(other)
        || others.contains(one)
        || names.stream().anyMatch(others::contains);
  }

  private static Map<String, Set<String>> longForms() {
    Map<String, Set<String>> forms = new HashMap<>();
    for (String line : SHORT_FORMS.strip().split("[|\\n]")) {
      String[] words = line.split(" ");
      for (int i = 1; i < words.length; i++) {
        forms.computeIfAbsent(words[i], w -> new java.util.HashSet<>()).add(words[0]);
      }
    }
    return Map.copyOf(forms);
  }
}
