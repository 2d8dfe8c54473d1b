/**
 * Who was signed in on a device when, and whose its anonymous facts are therefore. In come sign-ins
 * and anonymous facts in any order; out goes the profile that each fact hangs on, and the person
 * whose visit it was, or nobody.
 */
package io.tributary.identity.device;
