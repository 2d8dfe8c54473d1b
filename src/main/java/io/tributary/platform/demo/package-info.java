/**
 * A retailer to try Tributary on. In comes a seed, a number of people and a day; out go what the
 * retailer's web shop, tills and WeChat account would send about these people over two years,
 * through the same HTTP doors as anyone's, and the truth of who is who. Nothing here touches the
 * database.
 */
package io.tributary.platform.demo;
