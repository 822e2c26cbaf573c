package dev.throughline.activities.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses anybody may be sent to, by the special-purpose registries of IANA (RFC 6890). An
 * IPv6 address that carries an IPv4 address is judged by that.
 */
final class PublicAddress {

  private PublicAddress() {}

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address ? isPublicV6(bytes) : isPublicV4(bytes);
  }

  private static boolean isPublicV4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    return first != 0 // this network
        && first < 240 // reserved, broadcast
        && !(first == 100 && second >= 64 && second < 128) // shared by carriers
        && !(first == 192 && second == 0 && third == 0) // protocol assignments
        && !(first == 198 && (second == 18 || second == 19)); // benchmarks
  }

  private static boolean isPublicV6(byte[] bytes) {
    if (startsWith(bytes, 0x20, 0x02)) { // 6to4
      return isPublicEmbedded(bytes, 2);
    }
    if (startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 0)) { // NAT64
      return isPublicEmbedded(bytes, 12);
    }
    // Only 2000::/3 is global unicast: no unique local, compatible or unassigned addresses.
    return (bytes[0] & 0xe0) == 0x20 && !startsWith(bytes, 0x20, 0x01, 0, 0); // Teredo
  }

  private static boolean isPublicEmbedded(byte[] bytes, int offset) {
    try {
      InetAddress embedded =
          Inet4Address.getByAddress(Arrays.copyOfRange(bytes, offset, offset + 4));
      return isPublic(embedded);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
