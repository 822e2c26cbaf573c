package dev.throughline.api.run;

import com.google.protobuf.ProtocolMessageEnum;

/** Temporal's enum names, without what all of an enum begin with. */
final class Names {
  private Names() {}

  /** {@code RUNNING} for {@code WORKFLOW_EXECUTION_STATUS_RUNNING}. */
  static String of(ProtocolMessageEnum value) {
    String first = value.getDescriptorForType().findValueByNumber(0).getName();
    String prefix = first.substring(0, first.length() - "UNSPECIFIED".length());
    return value.toString().replaceFirst("^" + prefix, "");
  }
}
