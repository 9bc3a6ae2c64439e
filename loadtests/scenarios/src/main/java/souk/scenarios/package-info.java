/**
 * What people do in a shop, for <a href="https://docs.gatling.io">Gatling</a>: they come at a rate, whether the shop keeps up or not.
 * Run by {@code ./loadtests/run scenario}; see {@code loadtests/README.md}.
 */
package souk.scenarios;
