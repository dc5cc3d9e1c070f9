// Pictures of pages in both themes and two widths, and axe's opinion of each.
import AxeBuilder from '@axe-core/playwright';
import { expect, Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const shots = resolve(__dirname, '../../test-results/pictures');
const pictures = resolve(__dirname, '../../docs/pictures');

type Options = {
  /** Also kept in docs/pictures, for the README (1440 px, light or the only theme). */
  picture?: boolean;
  themes?: ('light' | 'dark')[];
  widths?: number[];
  /** Moving pictures keep two cores so busy that axe does not come to an end; only the picture is taken. */
  live?: boolean;
};

/** Looks at the page as it is now: a picture each, no horizontal scrolling, and nothing for axe to find. */
export async function look(page: Page, name: string, options: Options = {}): Promise<void> {
  mkdirSync(shots, { recursive: true });
  const before = page.viewportSize();
  for (const width of options.widths ?? [1440, 360]) {
    for (const theme of options.themes ?? ['light', 'dark']) {
      await page.setViewportSize({ width, height: width > 600 ? 900 : 740 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.screenshot({ path: resolve(shots, `${name}-${width}-${theme}.png`) });
      if (options.picture && width === 1440 && theme === (options.themes ?? ['light'])[0] && process.env.PICTURES) {
        await page.screenshot({ path: resolve(pictures, `${name}.png`) });
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${name} at ${width} px scrolls sideways`).toBeLessThanOrEqual(0);
      if (options.live) continue;
      const { violations } = await new AxeBuilder({ page })
        .options({ rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } } })
        .analyze();
      expect(
        violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(' | ')}`),
        `${name} at ${width} px, ${theme}`,
      ).toEqual([]);
    }
  }
  if (before) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}
