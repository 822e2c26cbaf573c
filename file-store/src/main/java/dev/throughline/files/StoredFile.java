package dev.throughline.files;

/**
 * A complete file of the store.
 *
 * @param name its name in the store
 * @param bytes its size
 * @param sha256 of its content, 64 hexadecimal digits in lower case
 */
public record StoredFile(String name, long bytes, String sha256) {}
