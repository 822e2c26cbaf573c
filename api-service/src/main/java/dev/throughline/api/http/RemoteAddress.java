package dev.throughline.api.http;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Who an anonymous request is from. */
public final class RemoteAddress {
  /** What one customer of a provider usually has of IPv6 (RFC 6177). */
  private static final int NETWORK_BYTES = 8;

  private RemoteAddress() {}

  /**
   * The part of an address that tells callers apart: all of IPv4, the network of IPv6, of which a
   * caller has all the rest.
   *
   * @param address as {@code HttpServletRequest.getRemoteAddr()} has it
   */
  public static String network(String address) {
    String plain = address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
    if (!InetAddresses.isInetAddress(plain)
        || !(InetAddresses.forString(plain) instanceof Inet6Address ipv6)) {
      return plain;
    }
    byte[] network = Arrays.copyOf(ipv6.getAddress(), ipv6.getAddress().length);
    Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
