import type { NotificationRow } from '@handoff/kit/notification/table';

/** What recipients are found by. */
export type News = Pick<NotificationRow, 'kind' | 'subjectId' | 'modelId' | 'detail'>;
