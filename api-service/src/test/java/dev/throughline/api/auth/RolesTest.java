package dev.throughline.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RolesTest {
  @Test
  void role_includesThoseBeforeIt_andNoOther() {
    assertThat(Roles.includes(Roles.START, Roles.READ)).isTrue();
    assertThat(Roles.includes(Roles.START, Roles.START)).isTrue();
    assertThat(Roles.includes(Roles.START, Roles.OPERATE)).isFalse();
    assertThat(Roles.includes(null, Roles.READ)).isFalse();
    assertThat(Roles.includes(Roles.ADMIN, "owner")).isFalse();
  }

  @Test
  void highestRole_isOfThoseThatAreKnown() {
    assertThat(Roles.highest(List.of("read", "owner", "operate"))).isEqualTo(Roles.OPERATE);
    assertThat(Roles.highest(List.of("owner"))).isNull();
  }
}
