import { sql } from 'kysely'

/**
 * Why a comment stands where it does and who had it so, as one JSON value: `{reason, by}` of its last event's decision and, where
 * that is an undo, of the decision behind what it brought back. Beside `comment c`, and its last `event e` with the `decision d` of that,
 * both by a left join; null where nothing was decided.
 */
export const decisionBehind = sql`
  case when d.undoes is null then case when d.id is not null then json_build_object('reason', d.reason, 'by', d.actor_kind) end
  else (
    with recursive line as (
      select e.revision, d.reason, d.actor_kind, d.undoes
      union all
      select before.revision, made.reason, made.actor_kind, made.undoes
      from line l
      join lateral (
        select min(x.revision) as revision from event x
        where x.site_id = c.site_id and x.decision_id = l.undoes and x.comment_id = c.id
      ) undone on true
      join lateral (
        select y.revision, y.decision_id from event y
        where y.site_id = c.site_id and y.comment_id = c.id and y.kind = 'status' and y.revision < undone.revision
        order by y.revision desc limit 1
      ) before on true
      join decision made on made.site_id = c.site_id and made.id = before.decision_id
      where l.undoes is not null
    )
    select json_build_object('reason', line.reason, 'by', line.actor_kind) from line where line.undoes is null
  ) end`
