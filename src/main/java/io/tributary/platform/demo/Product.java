package io.tributary.platform.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something the demo shop sells.
 *
 * @param sku the article number
 * @param name in Chinese and English
 * @param category as the shop sorts it
 * @param brand the maker
 * @param priceMinor the list price in fen
 * @param weight how often it is bought, relative to the others
 * @param season the calendar month in which it sells best; 0 when it sells all year
 */
record Product(
    String sku,
    String name,
    String category,
    String brand,
    long priceMinor,
    double weight,
    int season) {

  private static final List<String> BRANDS = List.of("江南里", "Rivulet", "Northbank", "小满");

  /** Category; then name, price in yuan, weight and best month of each. */
  private static final List<List<Object>> ARTICLES =
      List.of(
          List.of("茶 Tea", "龙井 Longjing 100 g", 168, 8, 4, "茉莉花茶 Jasmine tea 250 g", 69, 9, 0),
          List.of("茶 Tea", "普洱 Pu'er cake 357 g", 298, 4, 11, "冷泡茶 Cold brew 10 bags", 39, 7, 7),
          List.of("食品 Food", "坚果礼盒 Nut box", 128, 7, 1, "月饼 Mooncakes 8 pieces", 188, 9, 9),
          List.of("食品 Food", "粽子 Zongzi 6 pieces", 79, 7, 6, "牛肉干 Beef jerky 200 g", 59, 8, 0),
          List.of("食品 Food", "咖啡豆 Coffee beans 500 g", 98, 9, 0, "蜂蜜 Honey 500 g", 75, 5, 0),
          List.of("美妆 Beauty", "防晒霜 Sunscreen 50 ml", 119, 10, 6, "面膜 Face masks 10", 89, 12, 11),
          List.of("美妆 Beauty", "口红 Lipstick", 199, 7, 2, "洗面奶 Cleanser 150 ml", 79, 10, 0),
          List.of("美妆 Beauty", "护手霜 Hand cream 75 ml", 45, 8, 12, "精华 Serum 30 ml", 329, 5, 11),
          List.of("服装 Clothing", "羽绒服 Down jacket", 899, 5, 12, "T恤 T-shirt", 99, 12, 6),
          List.of("服装 Clothing", "羊绒衫 Cashmere sweater", 599, 4, 11, "衬衫 Shirt", 229, 7, 4),
          List.of("服装 Clothing", "牛仔裤 Jeans", 279, 8, 0, "连衣裙 Dress", 359, 7, 5),
          List.of("服装 Clothing", "睡衣 Pyjamas", 169, 6, 0, "袜子 Socks 5 pairs", 39, 11, 0),
          List.of("鞋包 Shoes and bags", "跑鞋 Running shoes", 469, 7, 4, "凉鞋 Sandals", 199, 5, 6),
          List.of("鞋包 Shoes and bags", "双肩包 Backpack", 259, 5, 8, "短靴 Ankle boots", 539, 4, 11),
          List.of("家居 Home", "四件套 Bed linen set", 399, 5, 11, "香薰 Scented candle", 129, 6, 12),
          List.of("家居 Home", "保温杯 Thermos 500 ml", 149, 8, 11, "毛巾 Towels 2", 59, 8, 0),
          List.of("家居 Home", "茶具 Tea set", 269, 3, 1, "收纳盒 Storage boxes 3", 89, 6, 0),
          List.of("母婴 Kids", "童装 Children's set", 159, 6, 5, "绘本 Picture book", 49, 6, 0),
          List.of("母婴 Kids", "积木 Building blocks", 219, 5, 5, "书包 School bag", 239, 4, 8),
          List.of("户外 Outdoor", "帐篷 Tent", 699, 2, 5, "登山杖 Trekking poles", 189, 3, 10),
          List.of("户外 Outdoor", "雨衣 Rain coat", 139, 4, 6, "瑜伽垫 Yoga mat", 119, 5, 3),
          List.of("数码 Electronics", "耳机 Earphones", 399, 5, 11, "充电宝 Power bank", 129, 8, 0));

  /** Everything the shop sells. */
  static final List<Product> ALL = all();

  private static List<Product> all() {
    List<Product> products = new ArrayList<>();
    for (List<Object> row : ARTICLES) {
      for (int i = 1; i < row.size(); i += 4) {
        int number = products.size() + 1;
        products.add(
            new Product(
                String.format(Locale.ROOT, "TR-%04d", 1000 + 7 * number),
                (String) row.get(i),
                (String) row.get(0),
                BRANDS.get(number % BRANDS.size()),
                100L * (Integer) row.get(i + 1),
                (Integer) row.get(i + 2),
                (Integer) row.get(i + 3)));
      }
    }
    return List.copyOf(products);
  }

  /** How often it is bought in a month, relative to the others: up to threefold in its season. */
  double weightIn(int month) {
    if (season == 0) {
      return weight;
    }
    int away = Math.floorMod(month - season, 12);
    return weight * (.6 + 2.4 / (1 + 1.5 * Math.min(away, 12 - away)));
  }
}
