/** Breaks the packaged application on purpose and looks at what is left of its promises. */
package io.tributary.drill;
