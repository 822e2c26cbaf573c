@NullMarked
package dev.throughline.activities.sql;

import org.jspecify.annotations.NullMarked;
