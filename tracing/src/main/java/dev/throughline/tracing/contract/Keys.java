package dev.throughline.tracing.contract;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;

/** Attribute keys of the contract; those in camel case are the Temporal SDKs' own. */
public final class Keys {
  public static final AttributeKey<String> WORKFLOW_ID = stringKey("temporalWorkflowID");
  public static final AttributeKey<String> RUN_ID = stringKey("temporalRunID");
  public static final AttributeKey<String> ACTIVITY_ID = stringKey("temporalActivityID");
  public static final AttributeKey<String> UPDATE_ID = stringKey("temporalUpdateID");
  public static final AttributeKey<String> NAMESPACE = stringKey("temporal.namespace");
  public static final AttributeKey<String> WORKFLOW_TYPE = stringKey("temporal.workflow.type");
  public static final AttributeKey<String> ACTIVITY_TYPE = stringKey("temporal.activity.type");
  public static final AttributeKey<String> TASK_QUEUE = stringKey("temporal.task_queue");
  public static final AttributeKey<Long> ATTEMPT = longKey("temporal.attempt");
  public static final AttributeKey<String> WORKER_IDENTITY = stringKey("temporal.worker.identity");
  public static final AttributeKey<Long> SCHEDULE_TO_START_MS =
      longKey("temporal.schedule_to_start_ms");
  public static final AttributeKey<Boolean> LOCAL = booleanKey("temporal.local");

  public static final AttributeKey<Long> EVENT_ID = longKey("temporal.event_id");
  public static final AttributeKey<String> CLOSE_STATUS = stringKey("temporal.close_status");
  public static final AttributeKey<String> TIMEOUT_TYPE = stringKey("temporal.timeout_type");
  public static final AttributeKey<String> TIMER_ID = stringKey("temporal.timer_id");
  public static final AttributeKey<String> NEXUS_SERVICE = stringKey("temporal.nexus.service");
  public static final AttributeKey<String> NEXUS_OPERATION = stringKey("temporal.nexus.operation");
  public static final AttributeKey<String> NEXUS_ENDPOINT = stringKey("temporal.nexus.endpoint");
  public static final AttributeKey<String> EXCEPTION_TYPE = stringKey("exception.type");
  public static final AttributeKey<String> EXCEPTION_MESSAGE = stringKey("exception.message");
  public static final AttributeKey<String> EXCEPTION_STACKTRACE = stringKey("exception.stacktrace");

  /**
   * On links: {@code origin}, {@code previous}, {@code next}, {@code base}, {@code schedule},
   * {@code caller}, {@code run}.
   */
  public static final AttributeKey<String> LINK_TYPE = stringKey("link.type");

  private Keys() {}
}
