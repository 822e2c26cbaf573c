@NullMarked
package dev.throughline.api.docs;

import org.jspecify.annotations.NullMarked;
