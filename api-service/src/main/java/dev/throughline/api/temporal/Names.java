package dev.throughline.api.temporal;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.ProtocolMessageEnum;

/** Temporal's enum names, without what all of an enum begin with. */
public final class Names {
  private Names() {}

  /**
   * {@code RUNNING} for {@code WORKFLOW_EXECUTION_STATUS_RUNNING}; {@code UNRECOGNIZED} for what is
   * new in the server.
   */
  public static String of(ProtocolMessageEnum value) {
    return of(value.toString(), value.getDescriptorForType());
  }

  /** The same, for a value read by its field's name. */
  public static String of(EnumValueDescriptor value) {
    return of(value.getName(), value.getType());
  }

  private static String of(String name, EnumDescriptor type) {
    String first = type.findValueByNumber(0).getName();
    String prefix = first.substring(0, first.length() - "UNSPECIFIED".length());
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }
}
