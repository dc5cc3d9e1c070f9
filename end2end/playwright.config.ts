import { defineConfig } from '@playwright/test';

// Chromium comes from Debian; its fake camera and microphone stand in for people.
export default defineConfig({
  testDir: './tests',
  outputDir: '../test-results',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  workers: 1,
  // A machine that builds something else at the same time may be too slow once.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ['json', { outputFile: '../test-results/report.json' }]],
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        // Ten pictures a second, so that three browsers and the server share two cores without hurry.
        '--use-fake-device-for-media-stream=device-count=3,fps=10',
        '--use-fake-ui-for-media-stream',
        '--auto-select-desktop-capture-source=Entire screen',
        '--disable-features=WebRtcHideLocalIpsWithMdns',
        // No address but the loopback is ever offered or asked.
        '--allow-loopback-in-peer-connection',
        '--force-webrtc-ip-handling-policy=default_public_interface_only',
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
    permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'],
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
