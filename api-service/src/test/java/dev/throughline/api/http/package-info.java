@NullMarked
package dev.throughline.api.http;

import org.jspecify.annotations.NullMarked;
