package io.tributary.platform.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Names of people in China, most of them Chinese; each with its Latin letters. */
final class Names {
  private static final List<String[]> SURNAMES =
      pairs(
          """
          王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 黄 Huang 赵 Zhao 吴 Wu 周 Zhou 徐 Xu 孙 Sun 马 Ma 朱 Zhu 胡 Hu
          郭 Guo 何 He 林 Lin 高 Gao 罗 Luo 郑 Zheng 梁 Liang 谢 Xie 宋 Song 唐 Tang 许 Xu 韩 Han 邓 Deng 冯 Feng 曹 Cao
          彭 Peng 曾 Zeng 肖 Xiao 田 Tian 董 Dong 潘 Pan 袁 Yuan 蔡 Cai 蒋 Jiang 余 Yu 于 Yu 杜 Du 叶 Ye 程 Cheng 魏 Wei
          苏 Su 吕 Lyu 丁 Ding 任 Ren 卢 Lu 姚 Yao 沈 Shen 钟 Zhong 姜 Jiang 崔 Cui 谭 Tan 陆 Lu 范 Fan 汪 Wang 欧阳 Ouyang
          """);
  private static final List<String[]> FEMALE =
      pairs(
          """
          静 Jing 丽 Li 敏 Min 婷 Ting 雪 Xue 梅 Mei 玉 Yu 兰 Lan 霞 Xia 燕 Yan 琳 Lin 慧 Hui 洁 Jie 欣 Xin 怡 Yi 佳 Jia
          诗 Shi 雨 Yu 思 Si 涵 Han 梦 Meng 瑶 Yao 芳 Fang 娜 Na 莉 Li 颖 Ying 晓 Xiao 月 Yue 琪 Qi 萍 Ping 红 Hong 艳 Yan
          """);
  private static final List<String[]> MALE =
      pairs(
          """
          伟 Wei 强 Qiang 磊 Lei 军 Jun 勇 Yong 杰 Jie 涛 Tao 超 Chao 明 Ming 刚 Gang 平 Ping 辉 Hui 鹏 Peng 华 Hua 飞 Fei
          鑫 Xin 波 Bo 斌 Bin 宇 Yu 浩 Hao 凯 Kai 俊 Jun 子 Zi 轩 Xuan 晨 Chen 博 Bo 文 Wen 天 Tian 建 Jian 国 Guo 峰 Feng
          """);
  private static final List<String> ENGLISH_FEMALE =
      List.of(
          "Cindy", "Amy", "Grace", "Vivian", "Emma", "Lucy", "Helen", "Joyce", "Tina", "Sophie");
  private static final List<String> ENGLISH_MALE =
      List.of("Jack", "Kevin", "Tony", "Leo", "Eric", "David", "Jason", "Frank", "Ryan", "Peter");
  private static final List<String> ENGLISH_SURNAMES =
      List.of(
          "Smith", "Brown", "Walker", "Murphy", "Taylor", "Clarke", "Martin", "Lopez", "Novak",
          "Ivanova", "Rossi", "Keller");

  private Names() {}

  /**
   * A person's name.
   *
   * @param full in its own script and order
   * @param surname in Latin letters
   * @param given in Latin letters
   * @param english the English first name they go by; for foreigners the same as given
   * @param foreign whether the name is not Chinese
   */
  record Name(String full, String surname, String given, String english, boolean foreign) {
    /** In Latin letters, given name first. */
    String latin() {
      return given + " " + surname;
    }
  }

  /** A name for a woman or a man. */
  static Name draw(Chance chance, boolean female, boolean foreign) {
    String english = chance.oneOf(female ? ENGLISH_FEMALE : ENGLISH_MALE);
    if (foreign) {
      String surname = chance.oneOf(ENGLISH_SURNAMES);
      return new Name(english + " " + surname, surname, english, english, true);
    }
    String[] surname = chance.oneOfRanked(SURNAMES);
    String[] first = chance.oneOf(female ? FEMALE : MALE);
    if (chance.happens(.35)) {
      return new Name(surname[0] + first[0], surname[1], first[1], english, false);
    }
    String[] second = chance.oneOf(female ? FEMALE : MALE);
    return new Name(
        surname[0] + first[0] + second[0],
        surname[1],
        first[1] + second[1].toLowerCase(Locale.ROOT),
        english,
        false);
  }

  /** Another character that sounds like this one; the same when there is none. */
  static String soundsLike(String character, Chance chance) {
    List<String[]> all = Stream.of(SURNAMES, FEMALE, MALE).flatMap(List::stream).toList();
    List<String> alike =
        all.stream()
            .filter(one -> one[0].equals(character))
            .findFirst()
            .map(
                known ->
                    all.stream()
                        .filter(one -> one[1].equals(known[1]) && !one[0].equals(character))
                        .map(one -> one[0])
                        .distinct()
                        .toList())
            .orElse(List.of());
    return alike.isEmpty() ? character : chance.oneOf(alike);
  }

  private static List<String[]> pairs(String text) {
    String[] words = text.strip().split("\\s+");
    return IntStream.range(0, words.length / 2)
        .mapToObj(i -> Arrays.copyOfRange(words, 2 * i, 2 * i + 2))
        .toList();
  }
}
