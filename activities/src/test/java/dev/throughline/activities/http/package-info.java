@NullMarked
package dev.throughline.activities.http;

import org.jspecify.annotations.NullMarked;
