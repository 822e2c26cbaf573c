@NullMarked
package dev.throughline.journal.otlp;

import org.jspecify.annotations.NullMarked;
