package io.tributary.platform.demo;

import java.util.List;

/**
 * A city with stores of the demo shop.
 *
 * @param name in Chinese
 * @param english in English
 * @param region the province, as Chinese addresses write it
 * @param weight how many people live there, relative to the others
 * @param stores the shop's stores there
 */
record City(String name, String english, String region, double weight, List<Store> stores) {

  /**
   * A store.
   *
   * @param code its number at the till
   * @param name on the sign
   */
  record Store(String code, String name) {}

  /** The shop's cities. */
  static final List<City> ALL =
      List.of(
          new City(
              "上海",
              "Shanghai",
              "上海市",
              26,
              List.of(
                  new Store("SH01", "上海南京西路店"),
                  new Store("SH02", "上海五角场店"),
                  new Store("SH03", "上海世纪大道店"))),
          new City(
              "北京",
              "Beijing",
              "北京市",
              20,
              List.of(new Store("BJ01", "北京三里屯店"), new Store("BJ02", "北京西单店"))),
          new City(
              "广州",
              "Guangzhou",
              "广东省",
              16,
              List.of(new Store("GZ01", "广州天河城店"), new Store("GZ02", "广州北京路店"))),
          new City("深圳", "Shenzhen", "广东省", 14, List.of(new Store("SZ01", "深圳海岸城店"))),
          new City(
              "成都",
              "Chengdu",
              "四川省",
              14,
              List.of(new Store("CD01", "成都春熙路店"), new Store("CD02", "成都太古里店"))),
          new City("杭州", "Hangzhou", "浙江省", 10, List.of(new Store("HZ01", "杭州湖滨店"))));
}
