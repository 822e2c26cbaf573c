@NullMarked
package dev.throughline.activities.orders;

import org.jspecify.annotations.NullMarked;
