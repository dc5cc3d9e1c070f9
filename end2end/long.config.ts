import { defineConfig } from '@playwright/test';
import base from './playwright.config';

// Calls of minutes, which nobody waits for at every change: `make long`.
export default defineConfig({ ...base, testDir: './long', timeout: 15 * 60_000, retries: 0 });
