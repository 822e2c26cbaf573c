/** Activity implementations: what touches the world. */
@NullMarked
package dev.throughline.activities;

import org.jspecify.annotations.NullMarked;
