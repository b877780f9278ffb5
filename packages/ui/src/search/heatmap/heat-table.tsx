import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import type { HeatGrid } from './heat-grid.ts';
import { countsText, durationsText, timeText } from './heat-text.ts';
import styles from './heatmap.module.css';

/** The same cells for who does not see the canvas: a row for each part of the time that has something. */
export const HeatTable = memo(function HeatTable({ grid }: { readonly grid: HeatGrid }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = Array.from({ length: grid.columns }, (_, column) => column);
  const rows = Array.from({ length: grid.rows }, (_, row) => row);
  const traces = (row: number, column: number) => grid.traces[row * grid.columns + column] ?? 0;
  const errors = (row: number, column: number) => grid.errors[row * grid.columns + column] ?? 0;
  const sum = (of: typeof traces, column: number) =>
    rows.reduce((before, row) => before + of(row, column), 0);

  return (
    <div className={styles['hidden']}>
      <table>
        <caption>{t('heat.table')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('heat.time')}</th>
            <th scope="col">{t('heat.traces')}</th>
            <th scope="col">{t('heat.traceErrors')}</th>
            <th scope="col">{t('heat.durations')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => {
            const count = sum(traces, column);
            if (count === 0) return null;
            return (
              <tr key={column}>
                <th scope="row">{timeText(format, grid, column, column)}</th>
                <td>{format.number(count)}</td>
                <td>{format.number(sum(errors, column))}</td>
                <td>
                  {rows
                    .filter((row) => traces(row, column) > 0)
                    .map((row) => {
                      const durations = durationsText(t, format, grid, row, row);
                      const counts = countsText(
                        t,
                        format,
                        traces(row, column),
                        errors(row, column),
                      );
                      return `${durations}: ${counts}`;
                    })
                    .join('; ')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
});
