@NullMarked
package dev.throughline.activities;

import org.jspecify.annotations.NullMarked;
