/** Who may call what. */
@NullMarked
package dev.throughline.api.auth;

import org.jspecify.annotations.NullMarked;
